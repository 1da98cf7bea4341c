"""How a business sets itself up: the settings' index, the one way in which a settings form is saved, and the pages of
the business itself, of who works in it, and of what has happened. Services, practitioners, places and hours have theirs
on their own floors, in packages of the same name."""
