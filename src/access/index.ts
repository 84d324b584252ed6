export { type Agencies, agencies } from './agency.js';
export { type Agency, agencyStore } from './agency.store.js';
export { type HubContext, perRequest } from './context.js';
export {
  ACTIONS,
  type Action,
  authorise,
  authoriseProvider,
  inTerritory,
  type Provider,
  type Scope,
  scopeOf,
} from './permission.js';
export { PUBLIC, type Viewer } from './viewer.js';
