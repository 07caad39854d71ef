-- `/changes` follows the administrative divisions and shows the name of the parent.

SELECT audit_follow('territory_division', 'divisions', '{all}');
SELECT audit_follow_parts(
    'territory_division', '{name}', 'divisions', 'territory_division', 'parent_id'
);
