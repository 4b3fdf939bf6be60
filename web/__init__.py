"""The one HTTP server: signs people in, serves the slices' routes, the live floor and the console's files."""
