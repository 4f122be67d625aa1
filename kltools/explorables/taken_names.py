"""Names that a live explorable has already, which no control may take: each control becomes an attribute of its widget."""

TAKEN = frozenset(
    "add_class add_traits blur class_own_trait_events class_own_traits class_trait_names class_traits close close_all comm "
    "cross_validation_lock focus get_manager_state get_state get_view_spec handle_comm_opened handle_control_comm_opened "
    "has_trait hold_sync hold_trait_notifications keys layout log model_id notify_change observe on_displayed on_msg "
    "on_trait_change on_widget_constructed open readouts remove_class scene send send_state set_state set_trait "
    "setup_instance state tabbable tooltip trait_defaults trait_events trait_has_value trait_metadata trait_names "
    "trait_values traits unobserve unobserve_all widget_types widgets".split()
)
"""The widget's own attributes and those that ipywidgets 7 and 8 give it; a test compares them with those it has."""
