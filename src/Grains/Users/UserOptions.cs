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
}

[OptionsValidator]
internal sealed partial class UserOptionsValidator : IValidateOptions<UserOptions>;
