"""The page of who may do what says what the doors do: it is made from the same table."""

from tenants.access import ACCESS, MAY_FORCE, door
from tenants.models import Role
from tenants.setup.who_may import DOING, pages_of, told

ROLES = "/salon/desk/settings/roles/"


def test_every_page_of_the_desk_is_said_once():
    """A new route at the desk: add it to a line of `DOING`, or write one."""
    said = [name for _words, names in DOING for name in pages_of(names)]
    assert sorted(said) == sorted(name for name in ACCESS if name.startswith("desk"))


def test_all_pages_of_one_line_are_open_to_the_same_people():
    """Else the line would be a lie for somebody."""
    for words, names in DOING:
        assert len({door(name).who for name in pages_of(names)}) == 1, words


def test_what_is_said_of_each_role_is_what_the_doors_answer():
    for role, one in zip(Role.values, told(), strict=True):
        for words, names in DOING:
            open_to = all(role in door(name).who for name in pages_of(names))
            assert (str(words) in one.may, str(words) in one.may_not) == (open_to, not open_to)
        assert ("Book over what is taken, with a reason" in one.may) == (role in MAY_FORCE)
        assert ("Make others owner, or take it away" in one.may) == (role == "owner")


def test_the_page_says_it(alice):
    page = alice.get(ROLES).text
    for one in told():
        assert f">{one.role}</h2>" in page
    assert page.count("See all payments, and pay back what you choose") == 5
