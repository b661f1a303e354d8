export { ROUTING_STRATEGIES, type RoutingStrategy } from '../../config/llm.settings.js';
