namespace AndroidZen.HostAgent.Tests.Reporting;

/// <summary>Ends a test that waits for what does not happen.</summary>
internal static class Within
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    public static async Task<T> ReasonAsync<T>(Task<T> task, string whatDidNotHappen)
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(whatDidNotHappen);
        }
    }
}
