export { default } from './profile-view';
