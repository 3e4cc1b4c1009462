"""Usage."""

import pytest

METRICS = {
    "AUTOMATED_OBJECT_MONITORING",
    "AUTOMATED_SENSITIVE_DATA_DISCOVERY",
    "DATA_INVENTORY_EVALUATION",
    "SENSITIVE_DATA_DISCOVERY",
}


@pytest.mark.parametrize("members", [{}, {"timeRange": "MONTH_TO_DATE"}, {"timeRange": "PAST_30_DAYS"}])
def test_totals(macie, members):
    totals = macie.get_usage_totals(**members)
    assert totals["timeRange"] == members.get("timeRange", "PAST_30_DAYS")
    assert {it["type"] for it in totals["usageTotals"]} == METRICS
    assert {it["currency"] for it in totals["usageTotals"]} == {"USD"}
    assert {it["estimatedCost"] for it in totals["usageTotals"]} == {"0.00"}


def test_statistics(macie, account):
    answer = macie.get_usage_statistics()
    assert answer["timeRange"] == "PAST_30_DAYS"
    (record,) = answer["records"]
    assert record["accountId"] == account
    by_type = {it["type"]: it for it in record["usage"]}
    assert set(by_type) == METRICS
    limit = by_type["SENSITIVE_DATA_DISCOVERY"]["serviceLimit"]
    assert limit == {"isServiceLimited": False, "unit": "TERABYTES", "value": 5}


def test_filters(macie, account):
    def found(**filter_):
        answer = macie.get_usage_statistics(filterBy=[filter_], sortBy={"key": "total", "orderBy": "DESC"})
        return len(answer["records"])

    assert found(key="accountId", comparator="CONTAINS", values=[account]) == 1
    assert found(key="accountId", comparator="CONTAINS", values=["9" * 12]) == 0
    assert found(key="serviceLimit", comparator="EQ", values=["false"]) == 1
    assert found(key="serviceLimit", comparator="NE", values=["false"]) == 0
    assert found(key="total", comparator="GT", values=["0.01"]) == 0
    assert found(key="freeTrialStartDate", comparator="GTE", values=["2020-01-01T00:00:00Z"]) == 1


def test_filters_that_mean_nothing(macie, refused):
    for filter_ in (
        {"key": "accountId", "comparator": "EQ", "values": ["1"]},
        {"key": "total", "comparator": "CONTAINS", "values": ["1"]},
        {"key": "total", "comparator": "GT", "values": ["1", "2"]},
    ):
        with refused("ValidationException"):
            macie.get_usage_statistics(filterBy=[filter_])
