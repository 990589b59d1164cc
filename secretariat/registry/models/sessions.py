"""Where somebody is signed in, for the person's own list; the session itself is Django's."""

from django.db import models

from .persons import User


class LoginSession(models.Model):
    """One browser in which somebody is signed in. Goes with the session, at the latest by night."""

    user = models.ForeignKey(User, models.CASCADE, related_name="login_sessions")
    key = models.CharField("session", max_length=40, unique=True)
    began_at = models.DateTimeField("loggade in")
    seen_at = models.DateTimeField("använd")
    ip = models.GenericIPAddressField("från", null=True, blank=True)
    browser = models.CharField("webbläsare", max_length=400, blank=True)

    class Meta:
        verbose_name = "pågående inloggning"
        verbose_name_plural = "pågående inloggningar"
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user}, {self.began_at:%Y-%m-%d}"
