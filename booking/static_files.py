"""Which of the packages' static files are collected: what no page uses would only be compressed for nothing."""

from django.contrib.staticfiles.apps import StaticFilesConfig

UNUSED = ["rest_framework", "django_htmx", "ext", "*.md", "*.ts", "*.scss", "LICENSE", "package.json"]
OTHER_BUILDS = ["htmx.js", "htmx.amd*", "htmx.cjs*", "htmx.esm*", "*.min.js.gz"]


class StaticFiles(StaticFilesConfig):
    """In place of django.contrib.staticfiles."""

    ignore_patterns = [*(StaticFilesConfig.ignore_patterns or []), *UNUSED, *OTHER_BUILDS]
