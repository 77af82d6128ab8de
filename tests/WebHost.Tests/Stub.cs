using System.Reflection;

namespace AndroidZen.WebHost.Tests;

/// <summary>An interface of many members, of which a test needs a few. (Neither sealed nor internal: the runtime derives from it.)</summary>
public class Stub : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = null!;

    /// <summary>Makes one. For a member that the test does not need, <paramref name="answer"/> throws <see cref="NotSupportedException"/>.</summary>
    public static T For<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var stub = Create<T, Stub>();
        ((Stub)(object)stub)._answer = answer;
        return stub;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
