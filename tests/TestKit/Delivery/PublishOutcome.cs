namespace AndroidZen.TestKit.Delivery;

/// <summary>How one number fared.</summary>
/// <param name="Number">The number.</param>
/// <param name="Status">The last answer's status; 0 if there was none before the publisher had to give up.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Took">From the first attempt to the answer.</param>
/// <param name="LastFailure">Why the attempt before the last one was repeated.</param>
public sealed record PublishOutcome(long Number, int Status, int Attempts, TimeSpan Took, string? LastFailure)
{
    public bool IsAcknowledged => Status == 200;

    /// <summary>Answered with what is neither success nor a reason to repeat.</summary>
    public bool IsRefused => Status is not (200 or 0);
}
