export { licenceRegister } from './licence.register.js';
