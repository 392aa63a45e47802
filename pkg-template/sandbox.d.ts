export type FunctionLinkErrorCode = /* every code of the catalogue */ string;
