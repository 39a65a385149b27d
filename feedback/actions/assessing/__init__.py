"""Assessments: opened, entered, proved, approved, handed in, appraised, made final, closed."""
