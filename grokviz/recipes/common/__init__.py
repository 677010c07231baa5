"""What the recipes share: checks, hot settings, the menu of penalties, and what pictures show."""
