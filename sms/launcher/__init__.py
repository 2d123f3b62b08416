"""
Everything the portal needs on one machine: databases, web, worker, timetable.

Runs before there are settings, so nothing in here may read them, and nothing
else in the project imports from here.
"""
