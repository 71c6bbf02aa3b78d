"""How well times agree with a reference: a stopwatch, a force plate, a second rater."""
