-- The tables of the figures, which the change feed tells of too.
call concierge.publish_tables();
