"""The set-up room: everything between a fresh clone and a running system.

Standard library only, so that it runs with the system's Python before anything is installed; imports
nothing from the rest of the house.
"""
