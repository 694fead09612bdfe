"""Grades: the scales that people grade on, and what the machine may propose. It never sets one."""
