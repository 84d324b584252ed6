export { ratingRegister } from './rating.register.js';
export { ratingReasons, ratingSource } from './rating.source.js';
export { type RatingRow, type RatingStore, ratingStore } from './rating.store.js';
