package com.example.shop;

/** Test data of a checkout; all of it is made up. */
final class Checkout {
    static final int LIMIT = 4096;
    static final long SEED = 0x5DEECE66DL;
    private final String bearer = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiAiNTM0NTE0IiwgImlhdCI6IDE3MTAwMDAwMDB9.zJIOIBXstzRb0nFHfclMIwnbu17UCMgeGFNH73QALGU";
    private final String upstream = "sk_test_24JggHToyhGurLDI06kLhyO4";

    int next(int bits, int bound) {
        return (int) ((SEED * bits + 11) % bound);
    }
}
