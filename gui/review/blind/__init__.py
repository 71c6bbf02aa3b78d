"""Rating blind: a person marks the holds of a recording and sees nothing that anybody found."""
