-- Query.clients: step 0, lane point
SELECT t."id"
FROM "public"."clients" AS t
ORDER BY t."id"
LIMIT 3

    -- Client.timeline: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT u.order1, u.order2, u.order3, u.order4, u.order5, u.order6, u.order7, u.order8, u.order9, u.order10
    FROM (
    (SELECT t."created_at" AS order1, 0 AS order2, t."id" AS order3, CAST(NULL AS "pg_catalog"."uuid") AS order4, CAST(NULL AS "pg_catalog"."int8") AS order5, CAST(NULL AS "pg_catalog"."uuid") AS order6, CAST(NULL AS "pg_catalog"."uuid") AS order7, CAST(NULL AS "pg_catalog"."uuid") AS order8, CAST(NULL AS "pg_catalog"."int8") AS order9, CAST(NULL AS "pg_catalog"."uuid") AS order10
    FROM "public"."support_tickets" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 0, t."id") < ($3, $4, $5)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    UNION ALL
    (SELECT t."created_at" AS order1, 1 AS order2, CAST(NULL AS "pg_catalog"."uuid") AS order3, t."id" AS order4, CAST(NULL AS "pg_catalog"."int8") AS order5, CAST(NULL AS "pg_catalog"."uuid") AS order6, CAST(NULL AS "pg_catalog"."uuid") AS order7, CAST(NULL AS "pg_catalog"."uuid") AS order8, CAST(NULL AS "pg_catalog"."int8") AS order9, CAST(NULL AS "pg_catalog"."uuid") AS order10
    FROM "public"."ticket_messages" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 1, t."id") < ($3, $4, $6)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    UNION ALL
    (SELECT t."created_at" AS order1, 2 AS order2, CAST(NULL AS "pg_catalog"."uuid") AS order3, CAST(NULL AS "pg_catalog"."uuid") AS order4, t."id" AS order5, CAST(NULL AS "pg_catalog"."uuid") AS order6, CAST(NULL AS "pg_catalog"."uuid") AS order7, CAST(NULL AS "pg_catalog"."uuid") AS order8, CAST(NULL AS "pg_catalog"."int8") AS order9, CAST(NULL AS "pg_catalog"."uuid") AS order10
    FROM "public"."ticket_events" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 2, t."id") < ($3, $4, $7)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    UNION ALL
    (SELECT t."created_at" AS order1, 3 AS order2, CAST(NULL AS "pg_catalog"."uuid") AS order3, CAST(NULL AS "pg_catalog"."uuid") AS order4, CAST(NULL AS "pg_catalog"."int8") AS order5, t."id" AS order6, CAST(NULL AS "pg_catalog"."uuid") AS order7, CAST(NULL AS "pg_catalog"."uuid") AS order8, CAST(NULL AS "pg_catalog"."int8") AS order9, CAST(NULL AS "pg_catalog"."uuid") AS order10
    FROM "public"."ticket_handoffs" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 3, t."id") < ($3, $4, $8)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    UNION ALL
    (SELECT t."created_at" AS order1, 4 AS order2, CAST(NULL AS "pg_catalog"."uuid") AS order3, CAST(NULL AS "pg_catalog"."uuid") AS order4, CAST(NULL AS "pg_catalog"."int8") AS order5, CAST(NULL AS "pg_catalog"."uuid") AS order6, t."id" AS order7, CAST(NULL AS "pg_catalog"."uuid") AS order8, CAST(NULL AS "pg_catalog"."int8") AS order9, CAST(NULL AS "pg_catalog"."uuid") AS order10
    FROM "public"."support_feedback_surveys" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 4, t."id") < ($3, $4, $9)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    UNION ALL
    (SELECT t."created_at" AS order1, 5 AS order2, CAST(NULL AS "pg_catalog"."uuid") AS order3, CAST(NULL AS "pg_catalog"."uuid") AS order4, CAST(NULL AS "pg_catalog"."int8") AS order5, CAST(NULL AS "pg_catalog"."uuid") AS order6, CAST(NULL AS "pg_catalog"."uuid") AS order7, t."id" AS order8, CAST(NULL AS "pg_catalog"."int8") AS order9, CAST(NULL AS "pg_catalog"."uuid") AS order10
    FROM "public"."white_glove_services" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 5, t."id") < ($3, $4, $10)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    UNION ALL
    (SELECT t."created_at" AS order1, 6 AS order2, CAST(NULL AS "pg_catalog"."uuid") AS order3, CAST(NULL AS "pg_catalog"."uuid") AS order4, CAST(NULL AS "pg_catalog"."int8") AS order5, CAST(NULL AS "pg_catalog"."uuid") AS order6, CAST(NULL AS "pg_catalog"."uuid") AS order7, CAST(NULL AS "pg_catalog"."uuid") AS order8, t."id" AS order9, CAST(NULL AS "pg_catalog"."uuid") AS order10
    FROM "public"."client_tier_history" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 6, t."id") < ($3, $4, $11)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    UNION ALL
    (SELECT t."created_at" AS order1, 7 AS order2, CAST(NULL AS "pg_catalog"."uuid") AS order3, CAST(NULL AS "pg_catalog"."uuid") AS order4, CAST(NULL AS "pg_catalog"."int8") AS order5, CAST(NULL AS "pg_catalog"."uuid") AS order6, CAST(NULL AS "pg_catalog"."uuid") AS order7, CAST(NULL AS "pg_catalog"."uuid") AS order8, CAST(NULL AS "pg_catalog"."int8") AS order9, t."id" AS order10
    FROM "public"."orders" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2
      AND (t."created_at", 7, t."id") < ($3, $4, $12)
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 6)
    ) AS u
    ORDER BY u.order1 DESC, u.order2 DESC, u.order3 DESC, u.order4 DESC, u.order5 DESC, u.order6 DESC, u.order7 DESC, u.order8 DESC, u.order9 DESC, u.order10 DESC
    LIMIT 6
    ) AS r

        -- Client.timeline: step 2, for the rows of step 1, lane point
        SELECT t."id"
        FROM "public"."support_tickets" AS t
        WHERE t."id" = ANY($1)

        -- Client.timeline: step 3, for the rows of step 1, lane point
        SELECT t."id"
        FROM "public"."ticket_messages" AS t
        WHERE t."id" = ANY($1)

        -- Client.timeline: step 4, for the rows of step 1, lane point
        SELECT t."kind", t."ticket_id", t."id"
        FROM "public"."ticket_events" AS t
        WHERE t."id" = ANY($1)

            -- TicketEvent.ticket: step 5, for the rows of step 4, lane point
            SELECT t."ticket_number", t."id"
            FROM "public"."support_tickets" AS t
            WHERE t."id" = ANY($1)

        -- Client.timeline: step 6, for the rows of step 1, lane point
        SELECT t."id"
        FROM "public"."ticket_handoffs" AS t
        WHERE t."id" = ANY($1)

        -- Client.timeline: step 7, for the rows of step 1, lane point
        SELECT t."id"
        FROM "public"."support_feedback_surveys" AS t
        WHERE t."id" = ANY($1)

        -- Client.timeline: step 8, for the rows of step 1, lane point
        SELECT t."id"
        FROM "public"."white_glove_services" AS t
        WHERE t."id" = ANY($1)

        -- Client.timeline: step 9, for the rows of step 1, lane point
        SELECT t."id"
        FROM "public"."client_tier_history" AS t
        WHERE t."id" = ANY($1)

        -- Client.timeline: step 10, for the rows of step 1, lane point
        SELECT t."id"
        FROM "public"."orders" AS t
        WHERE t."id" = ANY($1)

    -- Client.timeline: step 11, for the rows of step 0, lane analytic
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT count(*)::int4
    FROM (
    (SELECT 1
    FROM "public"."support_tickets" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    UNION ALL
    (SELECT 1
    FROM "public"."ticket_messages" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    UNION ALL
    (SELECT 1
    FROM "public"."ticket_events" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    UNION ALL
    (SELECT 1
    FROM "public"."ticket_handoffs" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    UNION ALL
    (SELECT 1
    FROM "public"."support_feedback_surveys" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    UNION ALL
    (SELECT 1
    FROM "public"."white_glove_services" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    UNION ALL
    (SELECT 1
    FROM "public"."client_tier_history" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    UNION ALL
    (SELECT 1
    FROM "public"."orders" AS t
    WHERE t."client_id" = k.key1
      AND t."created_at" >= $2)
    ) AS u
    ) AS r

-- costs 262
