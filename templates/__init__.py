"""The words and shapes of mails and pages, as Jinja templates."""
