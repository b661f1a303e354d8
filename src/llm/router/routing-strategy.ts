/** How a provider is chosen; `balanced` is the default. */
export const ROUTING_STRATEGIES = ['cost_optimized', 'latency_optimized', 'quality_optimized', 'balanced'] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];
