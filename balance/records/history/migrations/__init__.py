"""Steps from each version of the database to the next. One that was released is never changed."""
