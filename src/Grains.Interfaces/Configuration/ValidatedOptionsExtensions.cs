using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AndroidZen.Configuration;

/// <summary>Options that cannot start wrong, in every process of the platform.</summary>
public static class ValidatedOptionsExtensions
{
    /// <summary>Binds a section of the configuration to options; a value that breaks a rule stops the start with a message that names the key and the rule.</summary>
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new SectionValidator<TOptions>(section, new TValidator()));
        return services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }
}
