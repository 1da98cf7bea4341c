"""What the demo tells when it is ready: `demo.json` for programs, a few lines for people."""

from collections.abc import Mapping
from typing import Any

from booking.demo.folder import Folder
from booking.demo.options import Options


def demo_facts(folder: Folder, options: Options, environment: Mapping[str, str], stripe_url: str) -> dict[str, Any]:
    """The content of demo.json, as CONTRACT has it."""
    return {
        "url": options.url,
        "mailbox_url": f"{options.url}/mailbox/",
        "stripe_url": stripe_url,
        "webhook_secret": environment.get("STRIPE_WEBHOOK_SECRET", ""),
        "database_urls": {
            "owner": environment["DATABASE_OWNER_URL"],
            "app": environment["DATABASE_URL"],
            "relay": environment["DATABASE_RELAY_URL"],
        },
        "redis_url": environment["REDIS_URL"],
        **folder.recall("tenants.json"),
    }


def welcome(facts: Mapping[str, Any], options: Options) -> str:
    """The lines under which the demo runs."""
    lines = [f"Ledig is running at {facts['url']}", ""]
    for tenant in facts.get("tenants", []):
        lines.append(f"  {tenant['name']}: {facts['url']}/{tenant['slug']}/")
        lines.append(f"    desk {facts['url']}/{tenant['slug']}/desk/")
        lines += [f"    {who['role']:<13} {who['email']}  {who['password']}" for who in tenant["members"]]
    lines += [
        "",
        f"  Mail and SMS: {facts['mailbox_url']}",
        f"  Everything else a program may want: {options.data}/demo.json",
        "  Ctrl-C stops it; the next run goes on with the same data, FRESH=1 starts from nothing.",
    ]
    return "\n".join(lines)
