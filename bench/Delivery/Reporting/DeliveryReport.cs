using AndroidZen.Load.Reporting;

namespace AndroidZen.Delivery.Reporting;

/// <summary>What a run has found, and what it was asked for.</summary>
internal sealed record DeliveryReport : Report
{
    public required RunOptions Options { get; init; }
}
