"""Sample data: fictional offices, people and cases on the real map, told through real actions."""
