-- The helpers go, the rows stay; the planner learns what they are like before the first request.
drop schema demo cascade;
analyze support_agents, agent_skills, agent_shifts, agent_shift_pauses, agent_status_log, clients, client_tier_history, client_preferences, communication_preferences,
    vip_client_profiles, support_tickets, ticket_messages, ticket_events, ticket_tags, ticket_handoffs, ticket_watchers,
    support_sla_compliance, automation_rules, support_feedback_surveys, ticket_attachments, white_glove_services, orders, order_events, support_interactions,
    support_costs, incidents, support_qa_evaluations, coaching_sessions, quality_audits, quality_findings, support_training_records, certifications, performance_reviews, brand_checks,
    revenue_attributions, support_agents_metrics, support_queue_metrics, performance_metrics, agent_achievements, success_goals;
