# Every target is one line; the work is done by secretariat/setup, which needs nothing but Python.
PYTHON ?= python3
ARGS ?=
SETUP = @command -v $(PYTHON) >/dev/null || { echo "Python saknas. Kör: sudo apt install python3-venv   (Mac: brew install python)"; exit 1; }; exec $(PYTHON) -m secretariat.setup

.PHONY: demo run test check audit fix bench lock pictures
demo:  ; $(SETUP) demo
run:   ; $(SETUP) run
test:  ; $(SETUP) test $(ARGS)
check: ; $(SETUP) check
audit: ; $(SETUP) audit
fix:   ; $(SETUP) fix
bench: ; $(SETUP) bench $(ARGS)
lock:  ; $(SETUP) lock $(ARGS)
pictures: ; $(SETUP) pictures $(ARGS)
