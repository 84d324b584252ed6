export { penaltyRegister } from './penalty.register.js';
