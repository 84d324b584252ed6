export { findingRegister } from './finding.register.js';
