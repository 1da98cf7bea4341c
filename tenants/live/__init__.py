"""Live: whoever looks at a business's calendar is told, within a moment, that something in it has changed.

The message says no more than that; what has changed, the page asks over the ordinary way. So nothing here needs to be
exact: a message that is lost costs a poll (`pages.changes`), one too many costs a question. Only who may listen is
exact (`watch`): the database is asked, over and over."""
