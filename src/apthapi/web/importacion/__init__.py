"""Foreign workbooks become rows of the plan: a wizard over `formats/mapping`, and the maps that each entity keeps."""
