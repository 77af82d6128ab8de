using System.Reflection;

namespace AndroidZen.WebHost.Tests;

public sealed class EventIdsTests
{
    [Fact]
    public void EventIds_All_AreUniqueAndInTheirRange()
    {
        var ids = typeof(EventIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 3000, 3999));
    }
}
