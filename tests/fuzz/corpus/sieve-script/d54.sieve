if true {
 keep
} keep