export const greeting = "bundled"
