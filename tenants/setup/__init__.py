"""How a business sets itself up: the settings' index, the one way in which a settings form is saved, and the pages of
the business itself and of who works in it. Services, people and hours have theirs on their own floors, in packages of the same name."""
