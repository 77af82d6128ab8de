using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Users;

/// <summary>Section <c>Users</c>: what is kept for a user.</summary>
public sealed class UserOptions
{
    public const string SectionName = "Users";

    /// <summary>How many notifications are kept for a user; beyond it the oldest goes.</summary>
    [Range(1, 10_000)]
    public int MaxNotifications { get; set; } = 100;

    /// <summary>How many bytes the kept notifications may have together, beside the latest.</summary>
    [Range(0, 64 * 1024 * 1024)]
    public int MaxNotificationBytes { get; set; } = 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class UserOptionsValidator : IValidateOptions<UserOptions>;
