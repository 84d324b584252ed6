export { ratingRegister } from './rating.register.js';
export { type RatingRow, type RatingStore, ratingStore } from './rating.store.js';
