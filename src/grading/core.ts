export { gradingRegister } from './grading.register.js';
export { gradedCondition } from './grading.store.js';
