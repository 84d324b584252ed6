export { type Agencies, agencies } from './agency.js';
export { type Agency, agencyStore } from './agency.store.js';
export { forCaller, type HubContext, perRequest } from './context.js';
export { type InternalView, internalName, internalView, NOTHING_INTERNAL, refuseInternal } from './internal.js';
export { type SignAs, signJws, type VerifyingKey, verifyJws } from './jws.js';
export { copyKeyring, followsKeyring, type KeyringMark, keyringMark } from './keyring.copy.js';
export { KeyringError } from './keyring.file.js';
export {
  type Keyring,
  openKeyring,
  type PublicJwk,
  type PublicSigningKey,
  rotateKeys,
  type Signature,
} from './keyring.js';
export {
  ACTIONS,
  type Action,
  authorise,
  authoriseProvider,
  inTerritory,
  type Provider,
  type Scope,
  scopeOf,
  worksFor,
} from './permission.js';
export { PUBLIC, type Viewer } from './viewer.js';
