// A sentence of the catalogue: what it has in backticks is code.
const CODE = /`([^`]+)`/;

/** @param {{ text: string }} props */
export const Words = ({ text }) => (
  <>{text.split(CODE).map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
);
