-- Query.categories: step 0, lane point
SELECT t."code", t."id"
FROM "public"."support_categories" AS t
ORDER BY t."position", t."id"
LIMIT 6

    -- Category.children: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."code"
    FROM "public"."support_categories" AS t
    WHERE t."parent_id" = k.key1
    ORDER BY t."id"
    LIMIT 501
    ) AS r

-- costs 255
