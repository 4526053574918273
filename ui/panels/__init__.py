"""The panels around the views: experiment form, transport bar, layer panel, message strip."""
