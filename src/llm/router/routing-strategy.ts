export { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm.settings.js';
