"""Results for other programs: tables and figures."""
