# Install.cmake - where an installed Tenon keeps its files, and how others find it.
